class Effect:
    """Stands in the context while approved requests are done: which of them an event is due to.
    Nobody outside can make one."""

    def __init__(self, requests):
        self.only = requests.id if len(requests) == 1 else None
        self.by_account = {request.account_id.id: request.id for request in requests}
        self.by_document = {
            (request.res_model, request.res_id): request.id for request in requests}

    def request_of(self, record):
        """The id of the request that an event on a record is due to; None where several may be."""
        field = record._fields.get('account_id')
        account = record
        if field and field.comodel_name == 'ar.credit.account':
            account = record.account_id
        found = self.by_document.get((record._name, record.id))
        if account._name == 'ar.credit.account':
            found = found or self.by_account.get(account.id)
        return self.only or found
