"""Strangers' files, mutated without end: each reader ends in a result or in an error of ours."""
