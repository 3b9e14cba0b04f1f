alter table items add price integer;
