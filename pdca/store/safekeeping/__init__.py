"""Backups that are proven before they count, restores that mail nothing twice, upgrades that back up first."""
