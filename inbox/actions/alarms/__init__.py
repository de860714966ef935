"""Alarms: a mailbox in trouble says so within five minutes, in the app, by mail and by webhook.

`facts` reads what is, `troubles` judges it (pure), `watch` opens and closes alarms, `notices` tells the targets,
`guard` does all of that from the web process when no worker does.
"""
