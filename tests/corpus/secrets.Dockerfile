FROM python:3.11
ARG PIP_TOKEN
ARG SSH_PRIVATE_KEY
ENV DB_PASSWORD=hunter2 DB_HOST=db
RUN pip install --index-url https://user:$PIP_TOKEN@example.org/simple private
RUN sudo -E echo $SSH_PRIVATE_KEY > /root/.ssh/id_rsa && chmod 600 /root/.ssh/id_rsa
USER root
RUN sudo apt-get update && sudo apt-get -q install less
