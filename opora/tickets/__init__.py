"""Tickets, their messages and attachments; who takes part and who may see."""
