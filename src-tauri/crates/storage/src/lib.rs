//! What Portolan keeps: the database, the settings file, and where they are.
