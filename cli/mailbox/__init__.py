"""The mail catcher of the local stack: takes every mail, delivers none, shows them all.

python -m cli.mailbox --smtp-port N --http-port M [--dir D]

GET    /                                       a page for people
GET    /api/messages?to=…                      what arrived, oldest first
GET    /api/messages/{id}                      one message, parsed
GET    /api/messages/{id}/raw                  as it came
GET    /api/messages/{id}/attachments/{name}
DELETE /api/messages
"""
