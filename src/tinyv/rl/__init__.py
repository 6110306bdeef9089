"""What a verifier's errors do to reinforcement learning: in theory (`noise`, `noise_dynamics`) and in runs."""
