-- The allowed moves of every state machine, as data: the trigger core.tg__transition enforces
-- them, docs/state-machines.md is drawn from them. Each room inserts the moves of its machines.

create table core.transitions (
  machine text not null,
  from_state text not null,
  to_state text not null,
  description text not null,
  constraint transitions_pkey primary key (machine, from_state, to_state),
  constraint states_differ check (from_state <> to_state)
);
alter table core.transitions enable row level security;
comment on table core.transitions is 'Allowed moves per state machine; from_state `new` is creation.';
