def download(path, **ids):
    """The action by which the web client downloads a file of ours.

    :param str path: of the route, below `/ar_optimization/`.
    :param ids: parameters of the route, lists of ids.
    """
    query = '&'.join(
        f'{name}={",".join(str(record_id) for record_id in each)}' for name, each in ids.items())
    return {
        'type': 'ir.actions.act_url', 'target': 'download',
        'url': f'/ar_optimization/{path}' + (f'?{query}' if query else '')}
