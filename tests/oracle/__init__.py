"""A second, slow calculation of the notices, written from the rules and sharing no code with the engine.

When both agree on hundreds of random boards, the rules were read twice in the same way.
"""
