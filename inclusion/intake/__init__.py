"""Taking files in: what they are, whether they harm, their images and their words, in clear.

Everything here runs before sealing and knows nothing of safes. `taking` is the way in; what is
dangerous happens in the subprocess of `worker`.
"""
