"""Signing in, oneself, and the settings of people, teams and rights."""

from __future__ import annotations

from django.urls import path

from helpdesk.accounts.web.views import code, factor, grants, login, people, preferences, profile, teams

urlpatterns = [
    path("login", login.login, name="login"),
    path("login/code", code.login_code, name="login-code"),
    path("login/enrol", code.login_enrol, name="login-enrol"),
    path("logout", login.logout, name="logout"),
    path("preferences", preferences.preferences, name="preferences"),
    path("settings/", profile.profile, name="settings"),
    path("settings/password", profile.password, name="settings-password"),
    path("settings/second-factor", factor.second_factor, name="settings-second-factor"),
    path("settings/people", people.people, name="settings-people"),
    path("settings/people/new", people.person_new, name="settings-person-new"),
    path("settings/people/<int:user_id>", people.person, name="settings-person"),
    path(
        "settings/people/<int:user_id>/second-factor",
        people.person_factor_reset,
        name="settings-person-factor-reset",
    ),
    path("settings/teams", teams.teams, name="settings-teams"),
    path("settings/teams/new", teams.team_new, name="settings-team-new"),
    path("settings/teams/<int:team_id>", teams.team, name="settings-team"),
    path("settings/grants", grants.grants, name="settings-grants"),
    path("settings/grants/<int:user_id>", grants.grant, name="settings-grant"),
]
