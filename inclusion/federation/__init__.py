"""FranceConnect and ProConnect: they tell who somebody is, our accounts stay ours."""
