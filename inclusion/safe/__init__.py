"""The safe: papers that only their owner opens.

Keys are in `envelope`, files in `intake` and `sealing`, rows in `service` and `queries`.
"""
