"""A browser that may be called, as it names itself: the keys of the example in RFC 8291."""

BROWSER = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
    "public_key": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "secret": "BTBZMqHH6r4Tts7J_aSIgg",
}
