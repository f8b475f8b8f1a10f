"""Measurements beside the gate: times, growth, baselines, public questions, ablation."""
