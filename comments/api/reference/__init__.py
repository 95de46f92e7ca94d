"""The API's documentation as pages for people, made of the OpenAPI document and of the table of problems."""
