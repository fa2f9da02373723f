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
            "import sys; sys.path.append(sys.argv.pop(1)); from impls.program.clients.best import main; sys.exit(main())",
            "{root}",
            "{peer:exchange.url}",
        ]
    },
}
