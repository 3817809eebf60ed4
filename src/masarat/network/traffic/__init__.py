"""Private traffic: who waits where in vehicles, and the roads by which they may leave."""

from masarat.network.traffic.case import Traffic as Traffic
