-- The matrix as it was decided; a change of it is a change of this file too.
begin;
select plan(2);

select results_eq(
  $$
    select
      p.permission,
      string_agg(upper(left(r.role::text, 2)), ' ' order by r.role)
    from tenancy.permissions as p
    left join tenancy.role_permissions as r using (permission)
    group by p.permission
    order by p.permission
  $$,
  $$
    values
    ('audit.read', 'OW AD FI'),
    ('billing.address', 'OW AD FI'),
    ('billing.manage', 'OW AD'),
    ('billing.read', 'OW AD FI'),
    ('consents.manage', 'OW AD SU'),
    ('customers.erase', 'OW AD'),
    ('deleted.restore', 'OW'),
    ('dining.manage', 'OW AD'),
    ('events.manage', 'OW AD'),
    ('exports.create', 'OW AD FI'),
    ('integrations.manage', 'OW AD'),
    ('integrations.read', 'OW AD'),
    ('invoices.manage', 'OW AD FI'),
    ('members.manage', 'OW AD'),
    ('orders.create', 'OW AD SU'),
    ('orders.give_away', 'OW AD'),
    ('orders.note', 'OW AD FI SU'),
    ('orders.read', 'OW AD FI SU'),
    ('org.delete', 'OW'),
    ('org.read', 'OW AD FI SU SC ME'),
    ('org.update', 'OW AD'),
    ('owners.manage', 'OW'),
    ('participants.message', 'OW AD'),
    ('participants.read', 'OW AD SU'),
    ('participants.read_sensitive', 'OW AD'),
    ('payments.connect', 'OW AD'),
    ('payments.read', 'OW AD FI'),
    ('payments.record', 'OW AD FI'),
    ('payments.review', 'OW AD'),
    ('privacy.manage', 'OW AD'),
    ('refunds.create', 'OW AD'),
    ('registrations.manage', 'OW AD SU'),
    ('registrations.read', 'OW AD SU'),
    ('reservations.operate', 'OW AD SU ME'),
    ('reservations.read', 'OW AD SU ME'),
    ('scans.override', 'OW AD'),
    ('templates.manage', 'OW AD'),
    ('terminals.manage', 'OW AD'),
    ('tickets.resend', 'OW AD SU'),
    ('tickets.scan', 'OW AD SU SC'),
    ('waitlist.manage', 'OW AD SU')
  $$,
  'the matrix is the one that was decided');

-- A misspelt permission would refuse everybody for ever.
select is_empty(
  $$
    select distinct asked.permission
    from (
      select m[1] as permission
      from pg_policies as p, regexp_matches(
        concat(p.qual, p.with_check), 'orgs_with\(''([^'']*)''', 'g') as m
      union all
      select m[2]
      from pg_proc as f, regexp_matches(
        f.prosrc, '(orgs_with\(|authorise\([^;]*?, *)''([a-z]+\.[a-z_]+)''', 'g') as m
    ) as asked
    where asked.permission not in (select p.permission from tenancy.permissions as p)
  $$,
  'functions and policies ask only for permissions that exist');

select * from finish();
rollback;
