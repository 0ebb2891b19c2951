drop trigger _200_transition on bad.t;

alter table bad.t disable trigger _200_transition;

create or replace trigger _200_transition before update on bad.t for each row execute function core.tg__transition('bad');

create or replace trigger _200_transition after insert or update on bad.t for each row execute function core.tg__transition('bad');

delete from core.transitions where from_state = 'new';

delete from core.transitions where to_state = 'lost';

alter type bad.status rename value 'done' to 'finished';

alter table bad.t alter status set default 'done';

update core.transitions set machine = 'good' where machine = 'bad';
