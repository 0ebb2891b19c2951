-- That an org is a non-profit: what it says of itself, and what the platform found. One row per
-- org, its history is in the audit log. Machine `verification`.

create table billing.verifications (
  org_id uuid not null,
  kvk_number text not null,
  status billing.verification_status not null default 'pending',
  submitted_by uuid,
  submitted_at timestamptz not null default core.clock(),
  appeal text,
  registry jsonb,
  registry_at timestamptz,
  decided_by uuid,
  verified_at timestamptz,
  rejected_at timestamptz,
  rejection_reason text,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint verifications_pkey primary key (org_id),
  constraint verifications_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint verifications_submitted_by_fkey foreign key (submitted_by)
    references auth.users (id) on delete set null,
  constraint verifications_decided_by_fkey foreign key (decided_by)
    references auth.users (id) on delete set null,
  constraint kvk_number_has_8_digits check (kvk_number ~ '^[0-9]{8}$'),
  constraint appeal_is_up_to_2000_characters check (length(appeal) <= 2000),
  constraint registry_has_its_time check ((registry is null) = (registry_at is null)),
  constraint verified_at_is_set_iff_verified check ((status = 'verified') = (verified_at is not null)),
  constraint rejected_at_is_set_iff_rejected check ((status = 'rejected') = (rejected_at is not null)),
  constraint who_was_rejected_knows_why check (status <> 'rejected' or rejection_reason is not null),
  constraint rejection_reason_is_up_to_500_characters check (length(rejection_reason) <= 500)
);
create index verifications_submitted_by_idx on billing.verifications (submitted_by);
create index verifications_decided_by_idx on billing.verifications (decided_by);
create index verifications_pending_idx on billing.verifications (submitted_at)
  where status = 'pending';
alter table billing.verifications enable row level security;
comment on table billing.verifications is 'Orgs that say they are non-profits, and what was found.';
comment on column billing.verifications.kvk_number is
  'The number in the register of the Dutch chamber of commerce: 8 digits.';
comment on column billing.verifications.appeal is 'What the org said to a rejection.';
comment on column billing.verifications.registry is
  'What the register says of the number: {name, legal_form, city, is_active}; null: nobody asked it.';
comment on column billing.verifications.rejection_reason is
  'Why it was rejected, or was last; the org reads it.';
