"""Which days count: public holidays, school holidays by region, days off, school years, recurrence."""
