"""What the vendor does about its programs: defects, and the tickets that wait for them."""
