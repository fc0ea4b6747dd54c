"""A stand-in WeChat platform with a phone page: it speaks only HTTP to the bot and shares no code with it."""
