"""Whose face it is, from templates alone: numpy, no pictures, no engine."""
