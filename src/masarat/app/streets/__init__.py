"""What reports say of streets, handed to the network, the plan and the agreement."""
