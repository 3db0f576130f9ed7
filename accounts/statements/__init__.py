"""Statements of account 对账单 (E8): what stands in a customer's account, sent for agreement and kept as sent."""
