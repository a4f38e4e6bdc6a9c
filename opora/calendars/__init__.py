"""Work calendars as dated versions, and the preset reader that needs no Django."""
