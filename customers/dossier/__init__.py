"""The customer file (客户档案): what is kept of a customer beside the record itself."""
