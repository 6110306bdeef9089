"""Curation of a judge's training data: collect -> annotate -> synthesise -> build, each from files to files."""
