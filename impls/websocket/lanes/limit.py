"""What the machine allows: one pass over the payload bytes laid end to end, as UTF-8, by the faster of two checks."""

LANE = {"kind": "limit", "label": "UTF-8 pass over the payload", "runtime": "native", "operations": ["parse_frames"]}
