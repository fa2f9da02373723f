"""The process that measures: speaks the worker protocol for Python lanes, and for bare programs. PROTOCOL.md says how.

Standard library only, and of the house only what the lane itself imports.
"""
