"""What can be said of places without a database: communes, distances, hours, filters."""
