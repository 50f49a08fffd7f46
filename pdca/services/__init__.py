"""Use cases and the ports they need: each public function is one thing a person or the clock can ask for."""
