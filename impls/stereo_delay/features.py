"""The settings that cases are named by: each feature alone, and those that combine."""

from __future__ import annotations

from typing import Any

__all__ = ["FEATURES"]

FEATURES: dict[str, dict[str, Any]] = {
    "plain": {},
    "uneven": {"delay_left": 0.21, "delay_right": 0.34},
    "ping_pong": {"ping_pong": True},
    "cross": {"cross_feedback": 0.3},
    "soft": {"distortion": "soft"},
    "driven": {"distortion": "soft", "drive": 12.0},
    "hard": {"distortion": "hard", "drive": 6.0},
    "cubic": {"distortion": "cubic", "drive": 6.0},
    "soft_output": {"distortion": "soft", "drive": 12.0, "distortion_place": "output"},
    "hard_output": {"distortion": "hard", "drive": 12.0, "distortion_place": "output"},
    "cubic_output": {"distortion": "cubic", "drive": 12.0, "distortion_place": "output"},
    "low_pass": {"low_pass": 3000.0},
    "document": {"cross_feedback": 0.3, "distortion": "soft"},  # all that the document names and that combines
    "ping_pong_all": {"ping_pong": True, "distortion": "soft", "low_pass": 3000.0},
    "all": {"cross_feedback": 0.3, "distortion": "soft", "low_pass": 3000.0},
}
