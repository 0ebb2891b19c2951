create trigger touch before update on bad.t for each row execute function bad.tg__x();

create trigger _100_x before update on bad.t for each row execute function bad.tg__x();
alter function bad.tg__x() rename to touch;
