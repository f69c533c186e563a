"""Lending papers of a safe: to an agent, to a structure, or to anybody by a link and a code.

A loan is the key of one paper wrapped to the borrower's key. The server alone opens none of them.
"""
