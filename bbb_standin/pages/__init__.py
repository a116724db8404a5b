"""What people see: the room, the recording, the switches."""
