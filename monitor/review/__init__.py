"""What people do about a change: decide, log the vendor's notice, object by letter, keep a calendar, prove silence."""
