"""What the services answer: plain values under the names that the API shows."""
