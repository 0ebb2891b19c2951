-- What this room adds to the settings and limits of core.

insert into core.settings (key, value, minimum, maximum, description) values
  ('tenancy.invitation_days', '7', 1, 365,
   'How long an invitation to join an org can be accepted.');

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('create_org', 'user', 50, 86400, 'Organisations founded per user.');
