"""Leave with everything: the papers in readable folders, or as age files for another program.

The archives are made as they are sent, a paper at a time: nothing of them is kept here.
"""
