"""Papers that others put in a safe: an agent, a registered service. Its owner sorts them.

A deposit is sealed to the safe's public key, so that whoever made it cannot read it afterwards.
"""
