"""Evaluate: how well the matcher does, on workloads and labelled data. Only for evaluating."""
