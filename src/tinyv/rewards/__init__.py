"""Adapters: the only place where a verdict becomes a number. One module a framework, named for it."""
