"""Proofs: receipts and certificates, papers checked, journals' heads signed each day, NF verbs."""
