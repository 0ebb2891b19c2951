-- Who may do what, as data: the only place that knows what a role permits. Functions and policies
-- ask for a permission, never for a role. Changed by migrations, like the code that asks.

create table tenancy.permissions (
  permission text not null,
  description text not null,
  constraint permissions_pkey primary key (permission),
  constraint permission_is_subject_dot_act check (permission ~ '^[a-z]+\.[a-z_]+$')
);
alter table tenancy.permissions enable row level security;
comment on table tenancy.permissions is 'Everything that a role can permit.';

create table tenancy.role_permissions (
  role tenancy.member_role not null,
  permission text not null,
  constraint role_permissions_pkey primary key (role, permission),
  constraint role_permissions_permission_fkey foreign key (permission)
    references tenancy.permissions (permission)
);
create index role_permissions_permission_idx on tenancy.role_permissions (permission);
alter table tenancy.role_permissions enable row level security;
comment on table tenancy.role_permissions is 'What each role permits.';

insert into tenancy.permissions (permission, description) values
  ('org.read', 'See the organisation and who is in it.'),
  ('org.update', 'Change its name, address, contact e-mail, language and country.'),
  ('org.delete', 'Delete the organisation, as long as it has sold nothing.'),
  ('members.manage', 'Invite and remove members and change their roles, owners excepted.'),
  ('owners.manage', 'The same for owners.'),
  ('events.manage', 'Make and change events, ticket types and products.'),
  ('dining.manage', 'Set up locations, tables, shifts and policies.'),
  ('participants.read', 'See participants.'),
  ('participants.read_sensitive', 'See their sensitive fields, such as medical remarks.'),
  ('participants.message', 'Send a message to all participants of an event, ticket type or wave.'),
  ('registrations.read', 'See registrations.'),
  ('registrations.manage', 'Correct registrations and move them to other places.'),
  ('reservations.read', 'See reservations and guests.'),
  ('reservations.operate', 'Make, move, seat and cancel reservations.'),
  ('customers.erase', 'Take the person out of a guest for good.'),
  ('consents.manage', 'See what people agreed to, and take it back for them.'),
  ('privacy.manage', 'Erase people and tell them what is known of them, and say how long that is kept.'),
  ('orders.read', 'See orders and the mail about them.'),
  ('orders.create', 'Place orders for others, on invoice, by bank transfer or for cash, and cancel them.'),
  ('orders.give_away', 'Place complimentary orders.'),
  ('orders.note', 'Write notes on orders.'),
  ('waitlist.manage', 'Skip and remove who waits for places, and offer places out of turn.'),
  ('payments.read', 'See payments, refunds and invoices.'),
  ('payments.record', 'Record money that came past the payment provider.'),
  ('payments.review', 'Decide about money that arrived otherwise than agreed.'),
  ('payments.connect', 'Connect an account at the payment provider, and disconnect it.'),
  ('billing.read', 'See the plan of the organisation, what it used, and what the platform asks for it.'),
  ('billing.manage', 'Choose and pay the plan of the organisation.'),
  ('billing.address', 'Say to whom the platform''s invoices are addressed.'),
  ('invoices.manage', 'Issue invoices, correct them, and send them again.'),
  ('exports.create', 'Export data of the organisation.'),
  ('refunds.create', 'Pay money back.'),
  ('tickets.resend', 'Send tickets to their buyer again.'),
  ('tickets.scan', 'Admit visitors by scanning their tickets.'),
  ('scans.override', 'Undo or overrule a scan.'),
  ('terminals.manage', 'Make, assign and end logins for devices at the door.'),
  ('templates.manage', 'Write the mails of the organisation in own words.'),
  ('integrations.read', 'See which other systems are told what happens, and what was delivered.'),
  ('integrations.manage', 'Connect other systems, and pause, test and replay what they are told.'),
  ('audit.read', 'Read the audit trail of the organisation.'),
  ('deleted.restore', 'See what was deleted, and restore it.');

-- One line per permission, so that the matrix reads like the table in the documentation.
insert into tenancy.role_permissions (permission, role)
select m.permission, unnest(m.roles)::tenancy.member_role
from (
  values
  ('org.read', array['owner', 'admin', 'finance', 'support', 'scanner', 'member']),
  ('org.update', array['owner', 'admin']),
  ('org.delete', array['owner']),
  ('members.manage', array['owner', 'admin']),
  ('owners.manage', array['owner']),
  ('events.manage', array['owner', 'admin']),
  ('dining.manage', array['owner', 'admin']),
  ('participants.read', array['owner', 'admin', 'support']),
  ('participants.read_sensitive', array['owner', 'admin']),
  ('registrations.read', array['owner', 'admin', 'support']),
  ('registrations.manage', array['owner', 'admin', 'support']),
  ('reservations.read', array['owner', 'admin', 'support', 'member']),
  ('reservations.operate', array['owner', 'admin', 'support', 'member']),
  ('customers.erase', array['owner', 'admin']),
  ('consents.manage', array['owner', 'admin', 'support']),
  ('privacy.manage', array['owner', 'admin']),
  ('orders.read', array['owner', 'admin', 'finance', 'support']),
  ('orders.create', array['owner', 'admin', 'support']),
  ('orders.give_away', array['owner', 'admin']),
  ('orders.note', array['owner', 'admin', 'finance', 'support']),
  ('participants.message', array['owner', 'admin']),
  ('waitlist.manage', array['owner', 'admin', 'support']),
  ('payments.read', array['owner', 'admin', 'finance']),
  ('payments.record', array['owner', 'admin', 'finance']),
  ('payments.review', array['owner', 'admin']),
  ('payments.connect', array['owner', 'admin']),
  ('billing.read', array['owner', 'admin', 'finance']),
  ('billing.manage', array['owner', 'admin']),
  ('billing.address', array['owner', 'admin', 'finance']),
  ('invoices.manage', array['owner', 'admin', 'finance']),
  ('exports.create', array['owner', 'admin', 'finance']),
  ('refunds.create', array['owner', 'admin']),
  ('tickets.resend', array['owner', 'admin', 'support']),
  ('tickets.scan', array['owner', 'admin', 'support', 'scanner']),
  ('scans.override', array['owner', 'admin']),
  ('terminals.manage', array['owner', 'admin']),
  ('templates.manage', array['owner', 'admin']),
  ('integrations.read', array['owner', 'admin']),
  ('integrations.manage', array['owner', 'admin']),
  ('audit.read', array['owner', 'admin', 'finance']),
  ('deleted.restore', array['owner'])
) as m (permission, roles);
