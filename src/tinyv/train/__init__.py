"""Training of judges: supervised fine-tuning of any causal LM, calibration, export to the embedded format."""
