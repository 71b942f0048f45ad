"""The invented population of the reference centre: deterministic from a seed, and all of it marked 样张.

``people.Population`` is pure data; ``write.populate`` puts it into the tables; ``sample_cards`` lists the sample
people and writes their cards for the virtual card. What is in it: docs/population.md.
"""
