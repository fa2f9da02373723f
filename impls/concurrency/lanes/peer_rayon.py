"""rayon, a work-stealing pool for jobs that compute."""

LANE = {"kind": "peer", "label": "rayon", "runtime": "native", "operations": ["jobs", "uneven"]}
