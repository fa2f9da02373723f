"""A blocking socket and few imports; started without site-packages, the program's module cached as bytecode."""

LANE = {
    "kind": "own",
    "label": "socket + json, few imports",
    "runtime": "program",
    "options": {
        "command": [
            "{python}",
            "-I",
            "-S",
            "-c",
            "import sys; sys.path.append(sys.argv.pop(1)); import impls.program.clients.best as b; sys.exit(b.main())",
            "{root}",
            "{peer:exchange.url}",
        ]
    },
}
