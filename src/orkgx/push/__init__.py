"""From a graph of profile ``orkg`` to the ORKG: what is wanted, what is there, the plan between, and its writes."""
