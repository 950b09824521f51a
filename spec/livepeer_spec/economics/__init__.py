"""What the Streamflow paper says about incentives, as computations with numbers.

Nothing here is a rule that a node could break: the modules compute what follows from rules when people act in their
interest, so that claims of the paper can be looked at.

Source: Livepeer Streamflow Paper, "Economic Analysis", "Relaxamento no Limite de Transcodificadores", "Public
Transcoder Pool Protocols" and "VOD Payments".
"""
