"""Benchmarks: what a promise of speed, memory or safety costs, measured. `python -m bench` runs them all, small."""
